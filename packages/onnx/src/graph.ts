import { type Field, floatField, type Message, message, packed } from './protobuf.js'

/** Values of a node's attribute: whole numbers, lists of them, a float or a text. */
export type Attribute = number | readonly number[] | string | { readonly float: number }

/** One side of an input or output: a number, or the name of a size that may vary. */
export type Dimension = number | string

interface Port {
  readonly name: string
  readonly dimensions: readonly Dimension[]
}

/** Collects what a network does as nodes of an ONNX graph. */
export class Graph {
  readonly #nodes: Message[] = []
  readonly #constants: Message[] = []
  #names = 0

  /** Adds a node with one result, and returns the result's name. */
  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output = this.fresh(type),
  ): string {
    this.#nodes.push(
      message(
        [1, inputs],
        [2, [output]],
        [3, output],
        [4, type],
        [5, Object.entries(attributes).map(([name, value]) => attributeOf(name, value))],
      ),
    )
    return output
  }

  /** Adds 32-bit floats as a constant, and returns its name. */
  floats(values: Float32Array, shape: readonly number[], name = this.fresh('weight')): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    this.#constants.push(tensor(name, 1, shape, bytes.slice()))
    return name
  }

  /** Adds 64-bit integers as a constant, and returns its name. */
  integers(values: readonly number[], name = this.fresh('shape')): string {
    const bytes = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer)
    this.#constants.push(tensor(name, 7, [values.length], bytes))
    return name
  }

  /** A name that nothing has yet. */
  fresh(stem: string): string {
    return `${stem}_${this.#names++}`
  }

  /**
   * The whole file.
   *
   * Source: onnx.proto of ONNX 1.12 (IR version 8), operator set 17.
   */
  encode(
    inputs: readonly Port[],
    outputs: readonly Port[],
    metadata: Readonly<Record<string, string>>,
    producer: string,
  ): Uint8Array<ArrayBuffer> {
    const graph = message(
      [1, this.#nodes],
      [2, 'spad'],
      [5, this.#constants],
      [11, inputs.map(portOf)],
      [12, outputs.map(portOf)],
    )
    return message(
      [1, 8],
      [2, producer],
      [7, graph],
      [8, [message([1, ''], [2, 17])]],
      [14, Object.entries(metadata).map(([key, value]) => message([1, key], [2, value]))],
    ).encode()
  }
}

function attributeOf(name: string, value: Attribute): Message {
  const typed = (type: number, field: Field): Message => message([1, name], field, [20, type])
  if (typeof value === 'number') return typed(2, [3, value])
  if (typeof value === 'string') return typed(3, [4, value])
  if ('float' in value) return typed(1, floatField(2, value.float))
  return typed(7, [8, packed(value)])
}

/** `TensorProto` with raw data; type 1 = float, 7 = int64. */
function tensor(name: string, type: number, shape: readonly number[], raw: Uint8Array): Message {
  return message([1, packed(shape)], [2, type], [8, name], [9, raw])
}

/** `ValueInfoProto` of floats. */
function portOf({ name, dimensions }: Port): Message {
  const sides = dimensions.map((side) =>
    typeof side === 'number' ? message([1, side]) : message([2, side]),
  )
  const type = message([1, message([1, 1], [2, message([1, sides])])])
  return message([1, name], [2, type])
}
