import type { CountryForms } from './legal-form.ts';

export const AMERICAS: CountryForms = {
  MX: {
    after: `sa de cv, sab de cv, sapi de cv, sapi, s de rl, s de rl de cv, s de rl mi, sa de rl, srl de cv, s en c, s en c por a,
      sofom enr, sa de cv sofom enr, sociedad anonima de capital variable, sociedad de responsabilidad limitada,
      sociedad de responsabilidad limitada de capital variable`,
  },
  BR: { after: 'ltda, sa, eireli, epp, ltda me, ltda epp, eireli me, mei, limitada, sociedade anonima, cia ltda, slu' },
  AR: {
    after:
      'sa, srl, saic, saci, saicf, sacif, saciyf, saicyf, saciafei, sociedad anonima, sociedad de responsabilidad limitada, sh',
  },
  CL: { after: 'sa, eirl, and cia ltda, sociedad por acciones, and cia' },
  CO: { after: 'sas, sa, ltda, sa esp, sas esp, sas bic, and cia, and cia ltda, and cia sca, esp' },
  PE: { after: 'sac, saa, eirl, srl, srltda, sociedad anonima cerrada' },
  EC: { after: 'cia ltda, sa, sas' },
  VE: { after: 'compania anonima', spelledAfter: 'C.A., c.a.' },
};
