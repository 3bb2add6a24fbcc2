import type { PageHeader } from 'hyparquet';

/** Types that the library has but does not name. */
export type DataPageHeader = NonNullable<PageHeader['data_page_header']>;
export type DataPageHeaderV2 = NonNullable<PageHeader['data_page_header_v2']>;
