/** The part that tells OHIF a segment's colour; the package has no types. */
declare module 'dcmjs' {
  export const data: {
    readonly Colors: {
      /** DICOM's CIELab as red, green and blue of 0 to 255. */
      readonly dicomlab2RGB8: (cieLab: readonly number[]) => [number, number, number]
    }
  }
}
