/** A compressed frame and what the file says of it. */
export interface CompressedFrame {
  /** The file's name, for errors. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly columns: number
  readonly rows: number
  readonly samples: number
  readonly bitsAllocated: number
  /** What the file says of its colours: `RGB`, `YBR_FULL`, … */
  readonly photometric: string
}

/** Samples side by side, in the bytes of the machine (little endian). */
export interface DecodedFrame {
  readonly bytes: Uint8Array
  /** Bits that a sample takes in `bytes`. */
  readonly bits: number
  /** Colours are red, green and blue already. */
  readonly rgb: boolean
  /** Colours lie in planes. @default false */
  readonly planar?: boolean
}

export type Codec = (frame: CompressedFrame) => DecodedFrame | Promise<DecodedFrame>

/** Where a page finds the codecs' wasm files; Node finds them by itself. */
export type LocateCodec = (file: string) => string

export interface CodecContext {
  readonly locateCodec?: LocateCodec | undefined
}
