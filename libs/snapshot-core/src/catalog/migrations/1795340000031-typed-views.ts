import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * No two streams have one table, whatever their names. Which columns a stream's typed view was made for, and the one cast that SQL cannot make safe by itself before
 * Postgres 16: text to jsonb. It is not parallel safe, because an exception block is a subtransaction.
 */
export class TypedViews1795340000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table weft.stream add column typed_view text;
      create unique index stream_table on weft.stream (tenant_id, table_name);
      create function weft.json_of(value text) returns pg_catalog.jsonb language plpgsql immutable strict as $$
      begin
        return value::pg_catalog.jsonb;
      exception when others then
        return null;
      end
      $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function weft.json_of cascade;
      drop index weft.stream_table;
      alter table weft.stream drop column typed_view;
    `);
  }
}
