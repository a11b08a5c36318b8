import { homedir } from 'node:os'
import { join } from 'node:path'

/** `$XDG_CACHE_HOME/spad/NAME`, with `~/.cache` where that is not set. */
export function cacheFolder(name: string): string {
  const { XDG_CACHE_HOME } = process.env
  // the standard says: empty is as good as unset
  const cache = [XDG_CACHE_HOME, join(homedir(), '.cache')].find(Boolean) ?? ''
  return join(cache, 'spad', name)
}
