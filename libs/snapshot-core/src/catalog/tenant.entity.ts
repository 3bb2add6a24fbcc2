import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Owner of data; the isolation boundary. Its data lives in a schema of its own. */
@Entity('tenant')
export class Tenant {
  @PrimaryGeneratedColumn('identity', { type: 'int' })
  id!: number;

  @Column('text', { unique: true })
  name!: string;

  @Column('text', { name: 'schema_name' })
  schemaName!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
