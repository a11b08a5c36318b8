import { extname } from 'node:path'

/** What file managers leave in folders, besides names that begin with a dot. */
const litter = new Set(['thumbs.db', 'desktop.ini', 'icon\r'])

/** Counts files that are left out, by place and ending. */
export class PassedOver {
  readonly #counts = new Map<string, Map<string, number>>()

  /** Hidden files and the litter of file managers are not counted. */
  add(place: string, name: string): void {
    if (name.startsWith('.') || litter.has(name.toLowerCase())) return
    const kind = extname(name).toLowerCase()
    const counts = this.#counts.get(place) ?? new Map<string, number>()
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    this.#counts.set(place, counts)
  }

  /** For each place what was counted, such as `2 .txt, 1 without ending`. */
  kinds(): string[] {
    return [...this.#counts.values()].map((counts) =>
      [...counts].map(([kind, n]) => `${n} ${kind === '' ? 'without ending' : kind}`).join(', '),
    )
  }

  /** A sentence for each place. */
  sentences(): string[] {
    const kinds = this.kinds()
    return [...this.#counts.keys()].map(
      (place, i) => `passed over in ${place}: ${kinds[i] ?? ''}; only PNG, JPEG and TIFF are read`,
    )
  }
}
