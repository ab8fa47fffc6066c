/* What bench_engine runs: nothing at all, or `plain MEGABYTES` or `coloured MEGABYTES` of lines on
 * stdout. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 128, BLOCK_BYTES = 4096 };

static int write_lines(const char *megabytes, bool coloured) {
    char block[BLOCK_BYTES];
    memset(block, 'x', sizeof block);
    for (int at = 0; at < BLOCK_BYTES; at += LINE_BYTES) {
        if (coloured) {
            memcpy(block + at, "\033[32m", 5);
            memcpy(block + at + LINE_BYTES - 5, "\033[0m", 4);
        }
        block[at + LINE_BYTES - 1] = '\n';
    }
    for (long long left = atoll(megabytes) << 20; left > 0; left -= BLOCK_BYTES)
        if (write(1, block, BLOCK_BYTES) != BLOCK_BYTES)
            return 1;
    return 0;
}

int main(int argc, char **argv) {
    return argc == 3 ? write_lines(argv[2], !strcmp(argv[1], "coloured")) : 0;
}
