import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How the rejected records of a run were written: what has to stand around them to deliver them again. */
@Entity('quarantine')
export class Quarantine {
  @PrimaryColumn('int', { name: 'run_id' })
  runId!: number;

  /** As in `--format`. */
  @Column('text')
  format!: string;

  /** What comes before the first record, in UTF-8: of CSV the header with its line end. */
  @Column('bytea')
  head!: Buffer;
}
