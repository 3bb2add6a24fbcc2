import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Remembers which keys secrets were encrypted with, so that a process without the key does not make another. */
export class SecretKeys1795340000051 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table weft.secret_key (
        id text primary key,
        created_at timestamptz not null default now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table weft.secret_key');
  }
}
