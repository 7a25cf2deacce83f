/** A made map in the terms of OpenStreetMap, so that every reader of real maps reads it too. */
export type MadeMap = { nodes: MadeNode[]; ways: MadeWay[]; relations?: MadeRelation[] }
export type MadeNode = { id: number; lat: number; lng: number; tags?: Record<string, string> }
export type MadeWay = { id: number; refs: number[]; tags: Record<string, string> }
export type MadeMember = { type: 'node' | 'way' | 'relation'; ref: number; role: string }
export type MadeRelation = { id: number; members: MadeMember[]; tags: Record<string, string> }
