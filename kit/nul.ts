/** As JSON writes the character NUL in a string: behind an even number of backslashes, or it is not that. PostgreSQL takes none. */
export const nulInJson = /(?<!\\)(?:\\\\)*\\u0000/
