/**
 * Legal forms as they stand at the end of a company's name, after lower-casing, transliteration and joining of initials
 * (`S.A. de C.V.` → `sa de cv`, `Sp. z o.o.` → `sp zoo`). By country, several countries where they share a form. A form
 * of several words is stripped as a whole. Left out on purpose: words that are mostly part of a name (`zoo`, `me`,
 * `group`, `holding`) or a state (`ca`, `sc`); Italy's `spa` is only recognised by its spelling, see company-name.ts.
 */
const ENDINGS: Readonly<Record<string, string>> = {
  'United States': `
    inc, incorporated, corp, corporation, co, company, and co, and company, llc, llp, lllp, lp, pllc, pc, pa,
    ltd co, limited liability company, limited partnership, limited liability partnership,
    professional corporation, co inc, co llc, pbc`,
  'United Kingdom, Ireland': `
    ltd, limited, plc, public limited company, private limited company, cic, community interest company,
    co ltd, company limited, dac, designated activity company, clg, teoranta, teo, unlimited company, cyf`,
  Canada: 'ltee, limitee, enr, inc ltee, ulc, senc, sencrl',
  'Australia, New Zealand': 'pty ltd, pty limited, pty, proprietary limited, no liability',
  'South Africa': 'pty, npc, soc ltd',
  India: 'pvt ltd, private limited, pvt limited, private ltd, p ltd, pvt, opc pvt ltd',
  'Singapore, Malaysia': 'pte ltd, pte limited, pte, sdn bhd, bhd, berhad, sendirian berhad',
  'Hong Kong, China, Taiwan': 'hk ltd, co ltd, company ltd, corp ltd, youxian gongsi, gufen youxian gongsi',
  Japan: 'kk, kabushiki kaisha, kabushiki gaisha, gk, godo kaisha, yk, yugen kaisha',
  'South Korea': 'jusikhoesa, yuhanhoesa, chusik hoesa',
  'Indonesia, Philippines, Thailand, Vietnam':
    'tbk, persero tbk, persero, opc, pcl, public company limited, jsc, co jsc',
  'Germany, Austria': `
    gmbh, mbh, ggmbh, ag, aktiengesellschaft, kg, kgaa, ohg, gbr, ug, ug haftungsbeschrankt, ek, ev, eg,
    se, gmbh and co kg, gmbh and co kgaa, gmbh and co ohg, gmbh and co, ag and co kg, se and co kg,
    ug and co kg, gesellschaft mit beschrankter haftung, gesmbh, gesellschaft mbh, partg, partg mbb, mbb,
    and co kg`,
  Switzerland: 'sarl, sagl, ag, gmbh, sa',
  'France, Luxembourg': `
    sa, sas, sasu, sarl, eurl, sci, snc, scs, sca, scop, selarl, scp, gie, societe anonyme,
    societe par actions simplifiee, societe a responsabilite limitee, et cie, and cie`,
  'Belgium, Netherlands': `
    bv, nv, bvba, sprl, srl, cvba, scrl, cv, vof, asbl, vzw, besloten vennootschap, naamloze vennootschap,
    stichting, comm v`,
  Italy: 'srl, srls, sapa, snc, sas, scarl, scrl, societa per azioni, societa a responsabilita limitata',
  'Spain, Portugal': `
    sl, slu, slp, sll, sa, sau, scoop, s coop, sociedad limitada, sociedad anonima, lda, unipessoal lda,
    limitada, sgps sa`,
  'Mexico, Latin America': `
    sa de cv, sab de cv, sapi de cv, s de rl, s de rl de cv, sa de rl, srl de cv, ltda, eireli, epp, cia ltda,
    eirl, saic, sac, saa, sas esp`,
  'Denmark, Norway, Sweden, Finland, Iceland': `
    aps, as, ivs, asa, ans, enk, ab, publ, ab publ, hb, kb, aktiebolag, aktiebolaget, oy, oyj, ky, oy ab,
    osakeyhtio, ehf, hf, amba, smba, aktieselskab, anpartsselskab, aksjeselskap`,
  Poland: 'sp zoo, sp z oo, spzoo, spolka zoo, spolka z oo, spolka akcyjna, sp k, sp j, sp zoo sp k, spj, spk, psa',
  'Czechia, Slovakia': 'sro, spol sro, spol s ro, as, vos, ks, zs, akciova spolecnost',
  'Hungary, Romania, Bulgaria': 'kft, zrt, nyrt, bt, kkt, srl, sa, pfa, ad, ead, ood, eood',
  'Croatia, Serbia, Slovenia': 'doo, jdoo, dd, ad, dno',
  'Estonia, Latvia, Lithuania': 'ou, as, sia, uab, ab, mb',
  Greece: 'ae, epe, ike',
  Türkiye: 'as, ltd sti, limited sirketi, anonim sirketi, san ve tic as, san ve tic ltd sti, tic as, tic ltd sti, sti',
  'Russia, Ukraine': 'ooo, oao, zao, pao, ao, tov, ojsc, cjsc, pjsc, jsc',
  'Gulf states, Israel, Egypt': 'fze, fzc, fzco, fz llc, dmcc, wll, psc, pjsc, saog, saoc, qsc, bsc, kscc, sae',
};

/** Legal forms that stand before the name (`PT Astra`, `OOO Romashka`). */
const BEGINNINGS: Readonly<Record<string, string>> = {
  Indonesia: 'pt',
  Russia: 'ooo, oao, zao, pao',
  Lithuania: 'uab',
  'France, Switzerland': 'sarl, eurl',
};

/** The same for scripts that are written without spaces, before transliteration. */
export const NATIVE_FORMS =
  /株式会社|有限会社|合同会社|合資会社|股份有限公司|有限责任公司|有限責任公司|有限公司|주식회사|유한회사|[(（][株有주][)）]|㈱|㈲|㈜/gu;

export const LEGAL_ENDINGS: ReadonlySet<string> = readForms(ENDINGS);
export const LEGAL_BEGINNINGS: ReadonlySet<string> = readForms(BEGINNINGS);
/** Words of the longest ending. */
export const LONGEST_ENDING = Math.max(...[...LEGAL_ENDINGS].map((form) => form.split(' ').length));

function readForms(byCountry: Readonly<Record<string, string>>): Set<string> {
  return new Set(Object.values(byCountry).flatMap((forms) => forms.split(',').map((form) => form.trim())));
}
