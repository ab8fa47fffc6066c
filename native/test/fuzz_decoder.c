/* libFuzzer: heads of frames and payloads of SPAWN, the two decoders that read lengths and counts.
 */
#include <stdlib.h>
#include <string.h>

#include "plan.h"
#include "wire.h"

/* Reads all that a plan points to, so that a sanitizer sees what lies outside. */
static void walk(const struct sv_plan *plan) {
    size_t n = strlen(plan->path) + (plan->directory ? strlen(plan->directory) : 0);
    for (char **text = plan->argv; *text; text++)
        n += strlen(*text);
    for (char **text = plan->envp; *text; text++)
        n += strlen(*text);
    for (size_t i = 0; i < plan->group_count; i++)
        n += plan->groups[i];
    for (int i = 0; i < 2; i++)
        n += plan->output[i].file ? strlen(plan->output[i].file) : 0;
    volatile size_t sink = n;
    (void)sink;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct sv_frame frame;
    sv_frame_parse(data, size, &frame);
    struct sv_plan *plan;
    if (sv_plan_decode(data, size, &plan) == 0) {
        walk(plan);
        free(plan);
    }
    return 0;
}
