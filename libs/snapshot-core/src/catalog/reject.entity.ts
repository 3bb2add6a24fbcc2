import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A record that could not be taken, kept as it came. */
@Entity('reject')
@Index(['runId'])
export class Reject {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: number;

  @Column('int', { name: 'run_id' })
  runId!: number;

  /** Null for a sample of what a failed run would have rejected. */
  @Column('int', { name: 'stream_id', nullable: true })
  streamId!: number | null;

  /** Which of the run's forms it is written in, from 1. */
  @Column('int', { default: 1 })
  part!: number;

  /** Name of the file, where the run had several. */
  @Column('text', { nullable: true })
  file!: string | null;

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

  /** The run that has taken the record since. */
  @Column('int', { name: 'resolved_by', nullable: true })
  resolvedBy!: number | null;

  /** Null while the reject is open. */
  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt!: Date | null;
}
