export declare const randomFrom: (seed: number) => unknown
/** Facts of one cart, as plain numbers in the shape of the engine's. */
export declare const madeCart: (random: unknown) => unknown
