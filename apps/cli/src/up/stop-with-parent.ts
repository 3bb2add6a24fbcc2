/**
 * Preloaded into the apps that `weft up` starts: when `weft up` is killed so that it cannot end them, they end themselves
 * as if told to. The channel to the parent closes in any case, even after SIGKILL.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel alone is no reason to go on living.
process.channel?.unref();
