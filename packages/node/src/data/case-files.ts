/** An image and its mask, by the name they share. */
export interface CaseFiles {
  /** In Unicode's normal form C, however the file system writes it. */
  readonly name: string
  /** Its picture; of several channels the first one's. */
  readonly image: string
  /** Where each channel has a grey picture of its own, these, in their order. */
  readonly channels?: readonly [string, ...string[]]
  readonly mask: string
  /** Indices of classes that nobody looked for; see `unknownClasses`. @default none */
  readonly unknown?: readonly number[]
  /** What several readers drew; see `findRaters`. */
  readonly raters?: RaterFiles
}

/** The masks of a case's readers. */
export type RaterFiles =
  | {
      readonly coding: 'bits' | 'counts'
      readonly file: string
      /** Readers that there is room for. */
      readonly count: number
      /** Readers who looked at the case. */
      readonly present: number
    }
  | { readonly coding: 'folders'; readonly files: readonly string[] }
