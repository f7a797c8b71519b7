/** What a host of models holds in memory at this moment. */
export type HostReading = {
  readonly host: string;
  readonly models: readonly {
    readonly name: string;
    /** 0 where the host does not tell. */
    readonly sizeBytes: number;
    /** Of which in the memory of a GPU. */
    readonly vramBytes: number;
  }[];
};
