// Which modules of blocks are being imported right now, for whoever has to say why a command came to no end.

/** Names of files whose import has begun and not ended. */
export const modulesBeingLoaded: Set<string> = new Set();
