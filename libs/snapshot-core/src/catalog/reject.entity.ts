import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A record that could not be taken, kept as it came. */
@Entity('reject')
@Index(['runId'])
export class Reject {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: number;

  @Column('int', { name: 'run_id' })
  runId!: number;

  /** Line of the sync output on which the record starts, from 1. */
  @Column('bigint')
  line!: number;

  /** The record key where it could be read. */
  @Column('text', { nullable: true })
  key!: string | null;

  @Column('text')
  reason!: string;

  /** The record's bytes, without the line end. */
  @Column('bytea')
  raw!: Buffer;
}
