import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A running worker process. It holds the advisory lock (`lockKey`) for as long as it lives, so a lock that is free tells a dead one. */
@Entity('worker')
export class Worker {
  /** The id under which the queue locks jobs. */
  @PrimaryColumn('text')
  id!: string;

  @Column('bigint', { name: 'lock_key' })
  lockKey!: number;

  @Column('text')
  host!: string;

  @Column('int')
  pid!: number;

  @CreateDateColumn({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date;
}
