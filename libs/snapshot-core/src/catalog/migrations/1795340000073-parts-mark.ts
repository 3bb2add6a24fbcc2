import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A delivery in parts is another one when any of its parts is, not only when the sum of the sizes or the youngest time is. */
export class PartsMark1795340000073 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table weft.delivery add column parts_mark text not null default '';
      update weft.delivery
      set parts_mark = md5(parts::text)
      where parts is not null;
      alter table weft.delivery
        drop constraint delivery_source_id_path_size_modified_at_key,
        add unique (source_id, path, size, modified_at, parts_mark);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from weft.delivery
      using weft.delivery other
      where (delivery.source_id, delivery.path, delivery.size, delivery.modified_at)
          = (other.source_id, other.path, other.size, other.modified_at) and delivery.id > other.id;
      alter table weft.delivery drop column parts_mark, add unique (source_id, path, size, modified_at);
    `);
  }
}
