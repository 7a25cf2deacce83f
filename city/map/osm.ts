/** A made map in the terms of OpenStreetMap, so that every reader of real maps reads it too. */
export type MadeMap = { nodes: MadeNode[]; ways: MadeWay[] }
export type MadeNode = { id: number; lat: number; lng: number; tags?: Record<string, string> }
export type MadeWay = { id: number; refs: number[]; tags: Record<string, string> }
