/*
 * libFuzzer: what a root keeper takes from others. The first byte says which: 0, the rest is a
 * policy; 1, the payload of a SPAWN that a policy judges, 2, of a LISTEN. What is allowed must be
 * what the policy says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"
#include "policy.h"
#include "wire.h"

enum { PEER = 7, OTHER = 8, GROUP = 9, LONGEST = 8192 };

static const char text[] = "peer = 7:7:9\nuser = 8:8\ncommand = /usr/bin/id\nport = 80\n";

static void need(int good) {
    if (!good)
        abort();
}

static struct sv_policy *policy(void) {
    static struct sv_policy *read;
    char error[SV_POLICY_ERROR_BYTES];
    if (!read)
        read = sv_policy_parse((const uint8_t *)text, sizeof text - 1, "policy", NULL, error);
    need(read != NULL);
    return read;
}

static bool is_group_of(uint32_t uid, uint32_t gid) {
    return uid == PEER ? gid == PEER || gid == GROUP : gid == OTHER;
}

/* What the engine would carry out. */
static void check(const uint8_t *frame, size_t size) {
    struct sv_plan *plan;
    if (sv_plan_decode(frame + SV_HEADER_BYTES, size - SV_HEADER_BYTES, &plan) < 0)
        return;
    need(plan->has_user && (plan->uid == PEER || plan->uid == OTHER));
    need(is_group_of(plan->uid, plan->gid));
    for (size_t i = 0; i < plan->group_count; i++)
        need(is_group_of(plan->uid, plan->groups[i]));
    need(plan->uid == PEER || !strcmp(plan->path, "/usr/bin/id"));
    for (char **one = plan->envp; *one; one++)
        need(plan->uid == PEER || strncmp(*one, "LD_", 3) != 0);
    free(plan);
}

static void judge(uint16_t type, const uint8_t *data, size_t length) {
    uint8_t frame[SV_HEADER_BYTES + LONGEST] = {0}, *allowed;
    size_t size = SV_HEADER_BYTES + length, allowed_size;
    if (length > LONGEST)
        return;
    sv_put_u32(frame, (uint32_t)size);
    sv_put_u16(frame + 4, type);
    memcpy(frame + SV_HEADER_BYTES, data, length);
    if (type == SV_COMMAND_LISTEN) {
        sv_policy_listens(policy(), frame, size);
        return;
    }
    if (sv_policy_spawn(policy(), frame, size, &allowed, &allowed_size) != 0)
        return;
    if (allowed)
        check(allowed, allowed_size);
    else
        check(frame, size);
    free(allowed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char error[SV_POLICY_ERROR_BYTES];
    if (size < 1)
        return 0;
    if (data[0] % 3 == 0)
        sv_policy_free(sv_policy_parse(data + 1, size - 1, "policy", NULL, error));
    else
        judge(data[0] % 3 == 1 ? SV_COMMAND_SPAWN : SV_COMMAND_LISTEN, data + 1, size - 1);
    return 0;
}
