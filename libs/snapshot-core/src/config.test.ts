import { resolve } from 'node:path';
import { readConfig } from './config.ts';

test('what is not set, or empty, has its default', () => {
  const defaults = {
    databaseUrl: undefined,
    home: resolve('.weft'),
    host: '127.0.0.1',
    port: 3000,
    adminKey: undefined,
    secretKey: undefined,
    logLevel: 'log',
    retentionDays: undefined,
  };
  expect(readConfig({})).toEqual(defaults);
  expect(
    readConfig({ DATABASE_URL: '', WEFT_HOME: '', HOST: '', PORT: '', WEFT_ADMIN_KEY: '', WEFT_SECRET_KEY: '' }),
  ).toEqual(defaults);
});

test('what is set is taken', () => {
  const key = Buffer.alloc(32, 1).toString('base64');
  expect(
    readConfig({
      DATABASE_URL: 'postgresql://weft:s%2Fcret@db.example/weft?sslmode=require',
      WEFT_HOME: '/var/lib/weft',
      HOST: '::',
      PORT: '0',
      WEFT_ADMIN_KEY: 'sixteen letters!',
      WEFT_SECRET_KEY: ` ${key}\n`,
      LOG_LEVEL: 'debug',
      WEFT_RETENTION_DAYS: '30',
    }),
  ).toEqual({
    databaseUrl: 'postgresql://weft:s%2Fcret@db.example/weft?sslmode=require',
    home: '/var/lib/weft',
    host: '::',
    port: 0,
    adminKey: 'sixteen letters!',
    secretKey: key,
    logLevel: 'debug',
    retentionDays: 30,
  });
});

test('every fault is told at once, without what may be a secret', () => {
  const wrong = {
    DATABASE_URL: 'mysql://u:hunter2@db/x',
    PORT: '65536',
    WEFT_ADMIN_KEY: 'hunter2',
    WEFT_SECRET_KEY: 'hunter2',
    LOG_LEVEL: 'loud',
    WEFT_RETENTION_DAYS: '1.5',
  };
  expect(() => readConfig(wrong)).toThrow(
    new RegExp(
      Object.keys(wrong)
        .map((name) => `${name}: must [^;]+`)
        .join('; '),
    ),
  );
  expect(() => readConfig(wrong)).not.toThrow(/hunter2/);
});

test.each(['many', '-1', '3e3', '0x10', '1 2', '99999'])('%s is no port', (PORT) => {
  expect(() => readConfig({ PORT })).toThrow(/PORT: must be a whole number/);
});
