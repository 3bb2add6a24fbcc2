import type { CountryForms } from './legal-form.ts';

const ARABIC = `شركة, ذ.م.م., ش.م.م., ش.ذ.م.م., ش.م.ع., ش.م.ك., ش.م.ك.ع., ش.م.ب., ش.م.ل., ش.م.ق., ذات مسؤولية محدودة,
  ذات المسؤولية المحدودة, المحدودة, محدودة, مساهمة عامة, مساهمة مقفلة, المساهمة العامة, منطقة حرة`;

export const MIDDLE_EAST_AFRICA: CountryForms = {
  AE: {
    after: 'fze, fzc, fzco, fz llc, fzllc, fz co, dmcc, llc sp, pjsc, psc, llc sole proprietorship',
    native: ARABIC,
  },
  SA: { after: 'cjsc, sjsc, llc, ltd co', native: ARABIC },
  QA: { after: 'wll, qsc, qpsc, qscc' },
  BH: { after: 'bsc, bsc c, bsc closed, wll, spc' },
  KW: { after: 'kscc, kscp, ksc, kpsc, ksc closed' },
  OM: { after: 'saog, saoc, spc' },
  EG: { after: 'sae, llc', native: ARABIC },
  LB: { after: 'sal, sal offshore, sarl', native: ARABIC },
  MA: { after: 'sarl au, sarlau, suarl, sarl d associe unique, sarl a associe unique' },
  IL: { after: 'ltd', native: 'חברה בע"מ, בע"מ, בעמ, ע"ר, חל"צ, חברת' },
  IR: { native: 'شرکت, سهامی خاص, (سهامی خاص), سهامی عام, (سهامی عام), با مسئولیت محدود, (با مسئولیت محدود)' },
  CI: { after: 'sarl, sarlu, suarl, sau' },
};
