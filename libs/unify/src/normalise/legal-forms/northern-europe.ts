import type { CountryForms } from './legal-form.ts';

export const NORTHERN_EUROPE: CountryForms = {
  DK: {
    after: 'aps, as, ivs, amba, smba, ps, aktieselskab, anpartsselskab, interessentskab',
    spelledBefore: 'A/S, K/S, I/S',
  },
  NO: { after: 'as, asa, ans, enk, da, aksjeselskap, allmennaksjeselskap, samvirkeforetak', beforeQuotes: 'AS' },
  SE: {
    after: `ab, publ, ab publ, hb, kb, aktiebolag, aktiebolaget, handelsbolag, kommanditbolag, ekonomisk forening, ek for`,
    before: 'aktiebolaget, aktiebolag',
    beforeQuotes: 'AB',
  },
  FI: {
    after:
      'oy, oyj, abp, oyj abp, ky, oy ab, ab oy, oy ltd, osakeyhtio, julkinen osakeyhtio, kommandiittiyhtio, osuuskunta, osk, tmi',
    before: 'oy, osakeyhtio, tmi, toiminimi',
  },
  IS: { after: 'ehf, hf, ohf, slf, sf' },
  EE: {
    after: 'ou, as, mtu, osauhing, aktsiaselts, taisuhing, usaldusuhing',
    before: 'osauhing, aktsiaselts',
    spelledBefore: 'OÜ',
    beforeQuotes: 'AS, OU',
  },
  LV: {
    after: 'sia, as, ik, sabiedriba ar ierobezotu atbildibu, akciju sabiedriba',
    before: 'sabiedriba ar ierobezotu atbildibu, akciju sabiedriba',
    beforeQuotes: 'SIA, AS, IK',
  },
  LT: {
    after: 'uab, ab, mb, vsi, uzdaroji akcine bendrove, akcine bendrove, mazoji bendrija',
    before: 'uab, uzdaroji akcine bendrove, akcine bendrove',
    spelledBefore: 'VšĮ',
    beforeQuotes: 'AB, MB, IĮ',
  },
};
