import type { CountryForms } from './legal-form.ts';

export const ASIA: CountryForms = {
  CN: {
    after: 'co ltd, company ltd, corp ltd, youxian gongsi, gufen youxian gongsi, youxian zeren gongsi',
    unspaced: '股份有限公司, 有限责任公司, 有限公司, (有限合伙), 有限合伙, 股份公司',
  },
  HK: { after: 'hk ltd, hk limited, co ltd, company limited', unspaced: '有限公司, 無限公司' },
  TW: { after: 'co ltd, corp', unspaced: '股份有限公司, 有限責任公司, 有限公司, 兩合公司' },
  JP: {
    after: 'kk, kabushiki kaisha, kabushiki gaisha, kabushikigaisha, gk, godo kaisha, yk, yugen kaisha, co ltd',
    before: 'kabushiki kaisha, kabushiki gaisha, kabushikigaisha, godo kaisha, yugen kaisha',
    unspaced: `株式会社, 株式會社, 有限会社, 合同会社, 合資会社, 合名会社, 一般社団法人, 一般財団法人, 公益社団法人, 公益財団法人,
      特定非営利活動法人, (株), (有), (合), (同)`,
  },
  KR: {
    after: 'jusikhoesa, yuhanhoesa, chusik hoesa, co ltd',
    unspaced: '주식회사, 유한회사, 유한책임회사, 합자회사, 합명회사, 사단법인, 재단법인, (주), (유), (株)',
  },
  TH: {
    after: 'pcl, public company limited, public co ltd, co ltd, limited part',
    unspaced: 'บริษัทจำกัด, บริษัท, จำกัด (มหาชน), จำกัด(มหาชน), ห้างหุ้นส่วนจำกัด, จำกัด, บมจ., บจก., หจก.',
  },
  VN: {
    after: 'jsc, co jsc, joint stock company, co ltd, tnhh',
    before:
      'cong ty tnhh, cong ty tnhh mtv, cong ty tnhh mot thanh vien, cong ty co phan, cong ty cp, ctcp, tnhh, doanh nghiep tu nhan',
  },
  ID: { after: 'tbk, persero tbk, persero', before: 'pt', spelledBefore: 'CV., UD., PD.' },
  PH: { after: 'opc, inc, corp' },
};
