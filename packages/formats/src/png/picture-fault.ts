import { SpadError } from '@spad/core'

/** `damaged`: cut off or changed on its way. `unsupported`: sound, but of a kind that is not read. */
export type FaultKind = 'damaged' | 'unsupported'

/** Says why a picture cannot be read, so that whoever knows its name and purpose can say what to do. */
export class PictureFault extends SpadError {
  constructor(
    readonly kind: FaultKind,
    /** A part of a sentence, such as `the checksum of IDAT is wrong`. */
    readonly reason: string,
  ) {
    super(
      'formats',
      kind === 'damaged'
        ? `the picture is truncated or damaged: ${reason}. Copy it again.`
        : `the picture cannot be read: ${reason}. Save it in another way.`,
      { code: kind },
    )
  }
}

/** @throws PictureFault that says that the file is cut off or was changed. */
export function damaged(reason: string): never {
  throw new PictureFault('damaged', reason)
}

/** @throws PictureFault that says that the file is of a kind that is not read. */
export function unsupported(reason: string): never {
  throw new PictureFault('unsupported', reason)
}
