import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A credential of the HTTP API. Only its SHA-256 is kept. */
@Entity('api_key')
export class ApiKey {
  @PrimaryGeneratedColumn('identity', { type: 'int' })
  id!: number;

  /** Null: an admin key, good for every tenant. */
  @Column('int', { name: 'tenant_id', nullable: true })
  tenantId!: number | null;

  /** First characters of the key, to recognise it by. */
  @Column('text')
  prefix!: string;

  @Column('bytea', { unique: true })
  hash!: Buffer;

  @Column('boolean', { name: 'read_only', default: false })
  readOnly!: boolean;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
