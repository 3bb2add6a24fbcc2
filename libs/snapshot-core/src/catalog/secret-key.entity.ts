import { CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A key that processes of this installation have encrypted secrets with; the key itself is not in the database. */
@Entity('secret_key')
export class SecretKeyMark {
  /** Tells keys apart: the start of a hash. */
  @PrimaryColumn('text')
  id!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
