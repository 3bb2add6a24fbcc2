import type { CountryForms } from './legal-form.ts';

export const WESTERN_EUROPE: CountryForms = {
  DE: {
    after: `gmbh, mbh, ggmbh, ag, aktiengesellschaft, kg, kgaa, ohg, gbr, ug, ug haftungsbeschrankt, ek, ekfm, ekfr, e kfm, e kfr, ev,
      eg, se, gmbh and co kg, gmbh and co kgaa, gmbh and co ohg, gmbh and co, gmbh co kg, gmbh u co kg, ag and co kg, ag and co kgaa,
      ag and co ohg, se and co kg, se and co kgaa, kg and co, ug and co kg, ug haftungsbeschrankt and co kg, stiftung and co kg, and co kg,
      and co ohg, gesellschaft mit beschrankter haftung, gesellschaft mbh, gemeinnutzige gmbh, kommanditgesellschaft,
      offene handelsgesellschaft, eingetragener kaufmann, eingetragener verein, eingetragene genossenschaft,
      unternehmergesellschaft, unternehmergesellschaft haftungsbeschrankt, partg, partg mbb, mbb, vvag`,
  },
  AT: { after: 'gesmbh, ges mbh, gmbh, og, gmbh and co og, kg, ag', spelledAfter: 'e.U.' },
  CH: { after: 'ag, gmbh, sa, sarl, sagl, klg, societe anonyme', before: 'sarl' },
  LI: { after: 'ag, anstalt, reg trust' },
  FR: {
    after: `sa, sas, sasu, sarl, sa rl, eurl, sci, snc, scs, sca, scop, selarl, selas, scp, scm, gie, earl, gaec, societe anonyme,
      societe par actions simplifiee, societe a responsabilite limitee, et cie, and cie, and co sarl`,
    before: 'sarl, eurl, sasu, societe anonyme, societe par actions simplifiee, societe a responsabilite limitee',
  },
  LU: { after: 'sa, sarl, sa rl, sarl s, secs, scsp, sca sicav' },
  BE: {
    after: `bv, nv, bvba, ebvba, sprl, srl, cvba, scrl, cv, asbl, vzw, comm v, commv, gcv, vof, sc scrl, sa nv, nv sa, bvba sprl, bv srl,
      srl bv, aisbl, ivzw`,
  },
  NL: {
    after: `bv, nv, cv, vof, besloten vennootschap, naamloze vennootschap, vennootschap onder firma, stichting, ua, bv io`,
    spelledBefore: 'N.V., B.V., V.O.F.',
  },
};
