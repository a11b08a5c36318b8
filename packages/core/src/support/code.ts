/** A concept by its code, such as SNOMED's for the liver: `SCT`, `10200004`, `Liver`. */
export interface Code {
  /** Coding scheme designator (DICOM PS3.16, section 8): `SCT`, `DCM`, … */
  readonly scheme: string
  readonly value: string
  readonly meaning: string
}
