import type { CountryForms } from './legal-form.ts';

export const EASTERN_EUROPE: CountryForms = {
  PL: {
    after: `sp zoo, sp z oo, spzoo, spolka zoo, spolka z oo, spolka z ograniczona odpowiedzialnoscia, spolka akcyjna, sp k, sp j, spj, spk, psa,
      sp zoo sp k, spolka komandytowa, spolka jawna, spolka cywilna, spolka komandytowo akcyjna, prosta spolka akcyjna, sp komandytowa`,
  },
  CZ: {
    after: `sro, spol sro, spol s ro, as, vos, ks, zs, ops, akciova spolecnost, spolecnost s rucenim omezenym, komanditni spolecnost,
      verejna obchodni spolecnost`,
  },
  SK: { after: 'sro, spol sro, spol s ro, as, akciova spolocnost, spolocnost s rucenim obmedzenym' },
  HU: {
    after: `kft, zrt, nyrt, rt, bt, kkt, nonprofit kft, korlatolt felelossegu tarsasag, zartkoruen mukodo reszvenytarsasag,
      nyilvanosan mukodo reszvenytarsasag, reszvenytarsasag, beteti tarsasag, kozkereseti tarsasag`,
  },
  RO: { after: 'srl, srl d, sa, pfa, societate cu raspundere limitata, societate pe actiuni' },
  BG: {
    after: 'ad, ead, ood, eood',
    before: 'eood',
    native: 'ЕООД, ООД, ЕАД, АД, ЕТ, КД, СД, КДА, акционерно дружество, дружество с ограничена отговорност',
  },
  HR: { after: 'doo, jdoo, dd, drustvo s ogranicenom odgovornoscu, dionicko drustvo', before: 'doo' },
  SI: { after: 'doo, dd, dno, druzba z omejeno odgovornostjo, delniska druzba' },
  RS: {
    after: 'doo, ad, drustvo sa ogranicenom odgovornoscu',
    native: 'д.о.о., ДОО, а.д., друштво са ограниченом одговорношћу',
  },
  BA: { after: 'doo, dd' },
  MK: { after: 'doo, dooel, ad', before: 'dooel', native: 'ДООЕЛ, ДОО, АД' },
  AL: { after: 'shpk, sh pk, sh a, sha' },
  RU: {
    after: `ooo, oao, zao, pao, ao, ojsc, cjsc, pjsc, jsc, joint stock company, open joint stock company, closed joint stock company,
      public joint stock company, private joint stock company`,
    before: 'ooo, oao, zao, pao, ojsc, cjsc, pjsc, obshchestvo s ogranichennoy otvetstvennostyu',
    beforeQuotes: 'AO, NAO, JSC, LLC',
    native: `ООО, ОАО, ЗАО, ПАО, НАО, АО, ИП, АНО, ФГУП, ГУП, МУП, НКО, общество с ограниченной ответственностью,
      публичное акционерное общество, открытое акционерное общество, закрытое акционерное общество, акционерное общество,
      индивидуальный предприниматель`,
  },
  UA: {
    after: 'tov, tzov, prat',
    before: 'tov, tzov',
    native: `ТОВ, ТзОВ, ПрАТ, ПАТ, АТ, ПП, ФОП, товариство з обмеженою відповідальністю, приватне акціонерне товариство,
      публічне акціонерне товариство, акціонерне товариство, приватне підприємство`,
  },
  BY: { native: 'ООО, ОДО, ЗАО, ОАО, ЧУП, УП, ЧТУП, таварыства з абмежаванай адказнасцю' },
  KZ: { after: 'llp, jsc', native: 'ТОО, АО, ЖШС, АҚ, товарищество с ограниченной ответственностью' },
  AM: { native: 'ՍՊԸ, ՓԲԸ, ԲԲԸ' },
  GE: { native: 'შ.პ.ს., ს.ს.' },
};
