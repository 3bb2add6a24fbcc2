// A file of its own, since a thread that merges needs these and nothing of the database.

/** The records' sources, as JSON: a change of membership is a change of the unified record. */
export const SOURCES_COLUMN = '_sources';
/** Where each value came from, as JSON: kept with the record, but no change by itself. */
export const PROVENANCE_COLUMN = '_provenance';

/** The source records that the relations lead to, as JSON: kept with the record, but no change by itself. */
export const REFERENCES_COLUMN = '_references';
