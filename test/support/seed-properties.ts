/**
 * Property tests draw from jest's seed, which a failing run names. `npm test` has one that stays, so that a change is judged
 * by what it changes; `npm run jest` has another each time, and looks where nobody looked yet.
 */
import { jest } from '@jest/globals';
import fc from 'fast-check';

fc.configureGlobal({ seed: jest.getSeed() });
