export interface EmbeddedServerOptions {
  /** Told what takes time, in words for people. */
  onProgress?: (message: string) => void;
  /** false makes a server that a power cut may ruin, and that is quicker: for tests. Counts only for who starts it. */
  durable?: boolean;
}
