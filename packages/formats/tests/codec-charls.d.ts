/** CharLS, whose streams the package's own decoder reads. */
declare module '@cornerstonejs/codec-charls' {
  interface Frame {
    readonly width: number
    readonly height: number
    readonly bitsPerSample: number
    readonly componentCount: number
  }
  interface JpegLSEncoder {
    getDecodedBuffer(frame: Frame): Uint8Array
    getEncodedBuffer(): Uint8Array
    setNearLossless(near: number): void
    setInterleaveMode(mode: number): void
    encode(): void
    delete(): void
  }
  interface JpegLSDecoder {
    getEncodedBuffer(length: number): Uint8Array
    decode(): void
    getDecodedBuffer(): Uint8Array
    delete(): void
  }
  const factory: () => Promise<{
    JpegLSEncoder: new () => JpegLSEncoder
    JpegLSDecoder: new () => JpegLSDecoder
  }>
  export default factory
}
