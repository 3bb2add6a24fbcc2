import type { CountryForms } from './legal-form.ts';

export const SOUTHERN_EUROPE: CountryForms = {
  IT: {
    after: `srl, srls, sapa, snc, sas, scarl, scrl, scpa, societa per azioni, societa a responsabilita limitata, srl unipersonale, srl semplificata,
      soc coop, soc coop arl, soc coop a rl, societa cooperativa, and c, and c snc, and c sas, and csnc, and csas, srl in liquidazione, societa in nome collettivo,
      societa in accomandita semplice`,
    // Told from the place one relaxes in (`Sunset Spa`).
    spelledAfter: 'S.p.A., S.P.A., s.p.a., S.p.a., SpA',
  },
  ES: {
    after: `sl, slu, slp, sll, slne, sa, sau, sal, scoop, s coop, sociedad limitada, sociedad anonima, sociedad limitada unipersonal,
      sociedad anonima unipersonal, sociedad cooperativa, sl unipersonal, s com, scp`,
  },
  PT: { after: 'lda, limitada, unipessoal lda, sociedade unipessoal lda, sgps sa, sa, sgps, crl' },
  GR: {
    after:
      'ae, epe, ike, oe, abee, aebe, single member sa, single member pc, monoprosopi ike, monoprosopi epe, anonymi etaireia',
    native: `Α.Ε., Ε.Π.Ε., Ι.Κ.Ε., Ο.Ε., Ε.Ε., Α.Β.Ε.Ε., Α.Ε.Β.Ε., Α.Ε.Ε., Α.Τ.Ε., ανώνυμη εταιρεία, ανωνυμη εταιρεια, ανώνυμη εταιρία,
      ανωνυμη εταιρια, ανώνυμος εταιρεία, ανωνυμος εταιρεια, μονοπρόσωπη, μονοπροσωπη, και ΣΙΑ`,
  },
  CY: { after: 'ltd, public company ltd', native: 'Λτδ, Λίμιτεδ' },
  TR: {
    after: `as, ltd sti, limited sirketi, anonim sirketi, san ve tic as, san tic as, san ve tic ltd sti, san tic ltd sti, tic ve san as,
      tic ve san ltd sti, tic as, tic ltd sti, ticaret as, ticaret ltd sti, sanayi ve ticaret as, sanayi ve ticaret ltd sti,
      sanayi ve ticaret limited sirketi, sanayi ve ticaret anonim sirketi, ticaret limited sirketi, ticaret anonim sirketi, sti`,
  },
};
