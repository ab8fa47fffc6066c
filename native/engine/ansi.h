#ifndef SV_ANSI_H
#define SV_ANSI_H

#include <stddef.h>
#include <stdint.h>

/*
 * Takes escape sequences out of one read, in place, and returns what is left of it. A sequence goes
 * from ESC [ to the first of HfABCDRsuJKhlpm; one that does not end within the read is dropped to
 * its end, and a lone ESC stays. Nothing is remembered from read to read. So does stock.
 */
size_t sv_ansi_strip(uint8_t *bytes, size_t length);

#endif
