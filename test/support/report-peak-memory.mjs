/** Loaded into a process that is measured: as its last line on standard error, the most memory that it had, KB. */
process.on('exit', () => process.stderr.write(`\npeak memory ${process.resourceUsage().maxRSS}\n`));
