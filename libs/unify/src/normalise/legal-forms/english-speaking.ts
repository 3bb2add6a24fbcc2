import type { CountryForms } from './legal-form.ts';

/** Forms of English law. Several countries share most: each stands with the country where it is at home. */
export const ENGLISH_SPEAKING: CountryForms = {
  US: {
    after: `inc, incorporated, corp, corporation, co, company, and co, and company, llc, llp, lllp, lp, pllc, pc, pa, ltd co,
      limited liability company, limited liability co, limited partnership, limited liability partnership, limited company,
      professional corporation, professional limited liability company, co inc, co llc, co lp, company inc, company llc,
      pbc, public benefit corporation, l3c`,
  },
  GB: {
    after: `ltd, limited, plc, public limited company, private limited company, cic, community interest company, co ltd,
      company limited, and co ltd, cyf, cyfyngedig, ccc, cio, scio, unlimited, unltd`,
  },
  IE: {
    after: `dac, designated activity company, clg, teoranta, teo, unlimited company, uc, cpt, cuideachta phoibli theoranta`,
  },
  CA: { after: 'ltee, limitee, enr, inc ltee, ulc, senc, sencrl, cie ltee, compagnie limitee, incorporee' },
  AU: { after: 'pty ltd, pty limited, pty, proprietary limited, no liability' },
  NZ: { after: 'ltd, limited, tapui limited' },
  ZA: { after: 'pty ltd, pty, proprietary limited, npc, soc ltd, rf pty ltd, edms bpk, eiendoms beperk, bpk' },
  IN: {
    after: `pvt ltd, private limited, pvt limited, private ltd, p ltd, pvt, opc pvt ltd, opc private limited, pvt ltd co`,
    spelledBefore: 'M/s, M/s., M/S, M/S., Messrs, Messrs.',
    native: 'प्राइवेट लिमिटेड, प्रा. लि., लिमिटेड, मैसर्स',
  },
  PK: { after: 'smc pvt ltd, smc private limited, pvt ltd' },
  SG: { after: 'pte ltd, pte limited, private limited, pte' },
  MY: { after: 'sdn bhd, bhd, berhad, sendirian berhad, plt' },
};
