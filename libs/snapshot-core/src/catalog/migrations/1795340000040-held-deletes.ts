import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many deletes of a stream wait, so that a sync of a stream without any need not look. */
export class HeldDeletes1795340000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table weft.stream add column held_deletes bigint not null default 0;
      update weft.stream
      set held_deletes = run.held
      from weft.sync_run run
      where run.tenant_id = stream.tenant_id and run.source = stream.integration || '.' || stream.name
        and run.status = 'held';
      create index sync_run_held on weft.sync_run (tenant_id, source) where status = 'held';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index weft.sync_run_held;
      alter table weft.stream drop column held_deletes;
    `);
  }
}
