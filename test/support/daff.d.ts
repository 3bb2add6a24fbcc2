/** The parts of daff that the tests use; it brings no types of its own. */
declare module 'daff' {
  type Cell = string | null;

  class TableView {
    /** The first row names the columns. */
    constructor(rows: Cell[][]);
  }

  class CompareFlags {
    /** Whether rows are told apart by their order. */
    ordered: boolean;
    show_unchanged_columns: boolean;
    always_show_header: boolean;
    /** Rows around a change that are shown with it. */
    unchanged_context: number;
    addPrimaryKey(column: string): void;
  }

  class TableDiff {
    constructor(alignment: unknown, flags: CompareFlags);
    hilite(output: TableView): void;
  }

  function compareTables(before: TableView, after: TableView, flags: CompareFlags): { align(): unknown };

  const daff: {
    TableView: typeof TableView;
    CompareFlags: typeof CompareFlags;
    TableDiff: typeof TableDiff;
    compareTables: typeof compareTables;
  };
  export default daff;
}
