import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of rejected records, and what it takes to deliver them again. */
export class Quarantine1795340000041 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table weft.reject
        add column stream_id integer references weft.stream on delete cascade,
        add column resolved_by integer references weft.sync_run on delete set null,
        add column resolved_at timestamptz;
      update weft.reject
      set stream_id = stream.id
      from weft.sync_run run, weft.stream
      where run.id = reject.run_id and stream.tenant_id = run.tenant_id
        and run.source = stream.integration || '.' || stream.name;
      create index reject_open on weft.reject (stream_id, key) where resolved_at is null;
      create index reject_resolved_by on weft.reject (resolved_by) where resolved_by is not null;
      alter table weft.stream add column open_rejects bigint not null default 0;
      update weft.stream
      set open_rejects = (select count(*) from weft.reject where stream_id = stream.id);
      create table weft.quarantine (
        run_id integer primary key references weft.sync_run on delete cascade,
        format text not null,
        head bytea not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table weft.quarantine;
      alter table weft.stream drop column open_rejects;
      alter table weft.reject drop column stream_id, drop column resolved_by, drop column resolved_at;
    `);
  }
}
