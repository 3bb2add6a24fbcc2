import type { UnifyProgress } from '@app/unify';
import { openProgress } from './progress.ts';

const steps: Record<UnifyProgress['step'], string> = {
  read: 'reading records',
  train: 'learning weights',
  match: 'matching',
  cluster: 'clustering',
  publish: 'publishing',
};

/** Shows how far a unification is, as `openProgress` does: each step by itself. */
export function showUnifyProgress(label: string): { update(progress: UnifyProgress): void; stop(): void } {
  const { update, stop } = openProgress(label);
  return {
    stop,
    update: ({ step, done, total }) => {
      const of = total === null ? '' : ` of ${total.toLocaleString('en')}`;
      update(done, total, () => `${steps[step]} ${done.toLocaleString('en')}${of}`);
    },
  };
}
