import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A form in which rejected records of a run were written: what has to stand around them to deliver them again. */
@Entity('quarantine')
export class Quarantine {
  @PrimaryColumn('int', { name: 'run_id' })
  runId!: number;

  /** From 1: a run of several files may have several forms. */
  @PrimaryColumn('int', { default: 1 })
  part!: number;

  /** As in `--format`. */
  @Column('text')
  format!: string;

  /** What comes before the first record, in UTF-8: of CSV the header with its line end. */
  @Column('bytea')
  head!: Buffer;
}
