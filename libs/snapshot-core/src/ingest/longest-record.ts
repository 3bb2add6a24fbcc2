/**
 * A record may take this many bytes; a longer one is more likely a quote that was never closed. As much as one value of Snowflake or one
 * document of MongoDB takes at most. While a record grows, the buffer it is in is copied into one twice as large, and it is copied again on
 * its way to the server: of 16 MiB that stays within the 250 MB that a worker is to take, of 64 MiB it was 340 to 500 MB.
 */
export const LONGEST_RECORD = 16 << 20;

/** The same for messages. */
export const LONGEST_RECORD_NAMED = `${LONGEST_RECORD >> 20} MiB`;
