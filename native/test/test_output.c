/* Logs: where the bytes go, rotation, and what is said when they can't go there. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "logs.h"

static const char *const shell_env[] = {"PATH=/usr/bin:/bin", NULL};

static void run_script(struct world *world, uint32_t child, const char *script, struct spec spec) {
    const char *argv[] = {"/bin/sh", "-c", script, NULL};
    spec.argv = argv;
    spec.envp = shell_env;
    start(world, child, &spec);
    CHECK(exit_of(world, child) == 1000);
}

static void bytes_are_appended_to_what_is_there(void) {
    struct world world;
    world_open(&world, 0);
    put_file("log", "old\n");
    run_script(&world, 1, "echo out; echo err >&2", (struct spec){.log = {"log", "err"}});
    check_file("log", "old\nout\n");
    check_file("err", "err\n");
    world_close(&world);
}

static void log_is_made_with_the_umask(void) {
    umask(027);
    struct world world;
    world_open(&world, 0);
    run_script(&world, 1, "exit 0", (struct spec){.log = {"log", NULL}});
    struct stat about;
    CHECK(stat("log", &about) == 0 && (about.st_mode & 07777) == 0640);
    world_close(&world);
}

static void redirected_stderr_goes_to_stdouts_log(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world, 1, "echo a; echo b >&2; echo c",
               (struct spec){.log = {"log", NULL}, .redirect = true});
    check_file("log", "a\nb\nc\n");
    world_close(&world);
}

static void full_log_is_rotated_after_the_write(void) {
    struct world world;
    world_open(&world, 0);
    start_cat(&world, 1,
              (struct spec){.log = {"log", NULL}, .maxbytes = 8, .backups = 2, .report = true});
    say(&world, 1, "one\n");
    check_file("log", "one\n");
    say(&world, 1, "two\n");
    check_file("log", "");
    check_file("log.1", "one\ntwo\n");
    say(&world, 1, "three three\n");
    check_file("log.1", "three three\n");
    check_file("log.2", "one\ntwo\n");
    say(&world, 1, "four four\n");
    check_file("log.2", "three three\n");
    CHECK(!exists("log.3"));
    end(&world, 1);
    world_close(&world);
}

static void what_was_in_the_log_counts_for_rotation(void) {
    struct world world;
    world_open(&world, 0);
    put_file("log", "1234567");
    start_cat(&world, 1,
              (struct spec){.log = {"log", NULL}, .maxbytes = 8, .backups = 1, .report = true});
    say(&world, 1, "8");
    check_file("log.1", "12345678");
    check_file("log", "");
    end(&world, 1);
    world_close(&world);
}

static void numbers_behind_a_gap_are_shifted_too(void) {
    struct world world;
    world_open(&world, 0);
    put_file("log.2", "two");
    put_file("log.4", "four");
    start_cat(&world, 1,
              (struct spec){.log = {"log", NULL}, .maxbytes = 2, .backups = 4, .report = true});
    say(&world, 1, "new");
    check_file("log.1", "new");
    check_file("log.3", "two");
    check_file("log.4", "four");
    CHECK(!exists("log.2") && !exists("log.5"));
    end(&world, 1);
    world_close(&world);
}

static void without_backups_the_log_is_truncated(void) {
    struct world world;
    world_open(&world, 0);
    start_cat(&world, 1, (struct spec){.log = {"log", NULL}, .maxbytes = 4, .report = true});
    say(&world, 1, "12345");
    check_file("log", "");
    say(&world, 1, "abc");
    check_file("log", "abc");
    CHECK(!exists("log.1"));
    end(&world, 1);
    world_close(&world);
}

static void rotation_that_fails_costs_no_bytes_and_is_told_once(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(mkdir("log.1", 0755) == 0);
    put_file("log.1/inside", "x");
    start_cat(&world, 1,
              (struct spec){.log = {"log", NULL}, .maxbytes = 4, .backups = 1, .report = true});
    say(&world, 1, "12345");
    say(&world, 1, "67");
    say(&world, 1, "89012345");
    check_file("log", "123456789012345");
    CHECK(trouble(await(&world, SV_EVENT_LOG_TROUBLE, 1, 0), SV_OPERATION_ROTATE, EISDIR) == 0);
    CHECK(count(&world, SV_EVENT_LOG_TROUBLE) == 1);
    CHECK(unlink("log.1/inside") == 0 && rmdir("log.1") == 0);
    say(&world, 1, "again");
    check_file("log.1", "123456789012345again");
    end(&world, 1);
    world_close(&world);
}

static void vanished_folder_does_not_stop_the_log(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(mkdir("folder", 0755) == 0);
    start_cat(
        &world, 1,
        (struct spec){.log = {"folder/log", NULL}, .maxbytes = 4, .backups = 1, .report = true});
    say(&world, 1, "1");
    CHECK(unlink("folder/log") == 0 && rmdir("folder") == 0);
    say(&world, 1, "2345");
    trouble(await(&world, SV_EVENT_LOG_TROUBLE, 1, 0), SV_OPERATION_ROTATE, ENOENT);
    say(&world, 1, "678");
    CHECK(mkdir("folder", 0755) == 0);
    say(&world, 1, "back");
    check_file("folder/log", "");
    check_file("folder/log.1", "back");
    end(&world, 1);
    world_close(&world);
}

static void full_disk_loses_bytes_and_says_how_many(void) {
    struct world world;
    world_open(&world, 0);
    start_cat(&world, 1, (struct spec){.log = {"/dev/full", NULL}, .report = true});
    say(&world, 1, "12345");
    CHECK(trouble(await(&world, SV_EVENT_LOG_TROUBLE, 1, 0), SV_OPERATION_WRITE, ENOSPC) == 5);
    say(&world, 1, "678");
    CHECK(count(&world, SV_EVENT_LOG_TROUBLE) == 1);
    end(&world, 1);
    struct event *last = NULL;
    for (struct event *event = world.events; event; event = event->next)
        last = event->type == SV_EVENT_LOG_TROUBLE ? event : last;
    CHECK(trouble(last, SV_OPERATION_WRITE, ENOSPC) == 3);
    world_close(&world);
}

static void reopening_follows_a_moved_file(void) {
    struct world world;
    world_open(&world, 0);
    start_cat(&world, 1, (struct spec){.log = {"log", NULL}, .report = true});
    say(&world, 1, "one\n");
    CHECK(rename("log", "moved") == 0);
    say(&world, 1, "two\n");
    CHECK(command(&world, SV_COMMAND_REOPEN, 1) == 0);
    say(&world, 1, "three\n");
    check_file("moved", "one\ntwo\n");
    check_file("log", "three\n");
    end(&world, 1);
    world_close(&world);
}

static void reopening_that_fails_goes_on_in_the_old_file_and_heals(void) {
    struct world world;
    world_open(&world, 0);
    CHECK(mkdir("folder", 0755) == 0);
    start_cat(&world, 1, (struct spec){.log = {"folder/log", NULL}, .report = true});
    say(&world, 1, "one\n");
    CHECK(rename("folder", "elsewhere") == 0);
    CHECK(command(&world, SV_COMMAND_REOPEN, 1) == ENOENT);
    say(&world, 1, "two\n");
    trouble(await(&world, SV_EVENT_LOG_TROUBLE, 1, 0), SV_OPERATION_OPEN, ENOENT);
    check_file("elsewhere/log", "one\ntwo\n");
    CHECK(mkdir("folder", 0755) == 0);
    say(&world, 1, "three\n");
    check_file("folder/log", "three\n");
    end(&world, 1);
    world_close(&world);
}

static void clearing_begins_an_empty_file(void) {
    struct world world;
    world_open(&world, 0);
    start_cat(&world, 1, (struct spec){.log = {"log", NULL}, .report = true});
    say(&world, 1, "one\n");
    CHECK(link("log", "kept") == 0);
    CHECK(command(&world, SV_COMMAND_CLEAR, 1) == 0);
    check_file("log", "");
    check_file("kept", "one\n");
    say(&world, 1, "two\n");
    check_file("log", "two\n");
    end(&world, 1);
    world_close(&world);
}

static void escape_sequences_are_stripped_from_log_and_report(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world, 1, "printf 'a\\033[1;31mred\\033[0m b\\033]0;t\\007\\n'",
               (struct spec){.log = {"log", NULL}, .strip = true, .report = true});
    check_file("log", "ared b\033]0;t\007\n");
    char *out = output_of(&world, 1, 0);
    CHECK_TEXT("ared b\033]0;t\007\n", out);
    free(out);
    world_close(&world);
}

static void much_output_arrives_complete(void) {
    struct world world;
    world_open(&world, 0);
    run_script(&world, 1, "i=0; while [ $i -lt 20 ]; do seq 1 100000; i=$((i+1)); done",
               (struct spec){.log = {"log", NULL}});
    CHECK(system("i=0; while [ $i -lt 20 ]; do seq 1 100000; i=$((i+1)); done | cmp - log") == 0);
    world_close(&world);
}

static void reported_output_waits_for_the_reader_and_is_complete(void) {
    struct world world;
    world_open(&world, 0);
    for (uint32_t child = 1; child <= 4; child++)
        start_shell(&world, child, "seq 1 200000");
    for (uint32_t child = 1; child <= 4; child++) {
        CHECK(exit_of(&world, child) == 1000);
        char *out = output_of(&world, child, 0);
        CHECK(strlen(out) == 1288895 && !strcmp(out + strlen(out) - 7, "200000\n"));
        free(out);
    }
    world_close(&world);
}

static void closed_channel_is_not_asked_again(void) {
    struct world world;
    world_open(&world, 0);
    start_shell(&world, 1, "exec >&- 2>&-; exec sleep 1000");
    pid_of(&world, 1);
    /* Would not come back if a closed pipe were ready for ever. */
    while (world_step(&world, 300) != 0) {
    }
    end(&world, 1);
    world_close(&world);
}

static void reporting_is_turned_on_and_off(void) {
    struct world world;
    world_open(&world, 0);
    start_cat(&world, 1, (struct spec){.report = false});
    pid_of(&world, 1);
    for (int on = 1; on >= 0; on--) {
        struct frame frame = frame_begin(SV_COMMAND_REPORT, 1, (uint32_t)on + 10);
        frame_u8(&frame, SV_CHANNEL_STDOUT);
        frame_u8(&frame, (uint8_t)on);
        CHECK(frame_send(&world, &frame) == 0);
        CHECK(error_in(await(&world, SV_EVENT_DONE, 1, (uint32_t)on + 10)) == 0);
        if (on)
            say(&world, 1, "heard");
    }
    CHECK(feed(&world, 1, "unheard", 7) == 0);
    world_step(&world, 100);
    char *out = output_of(&world, 1, 0);
    CHECK_TEXT("heard", out);
    free(out);
    end(&world, 1);
    world_close(&world);
}

static int with_text(int logs) {
    int count = 0;
    for (int i = 1; i <= logs; i++) {
        char name[16];
        snprintf(name, sizeof name, "log%d", i);
        struct stat about;
        count += stat(name, &about) == 0 && about.st_size > 0;
    }
    return count;
}

/* However many have something to say: who calls it has others to look after, too. */
static void without_patience_one_look_is_taken(void) {
    enum { PROGRAMS = 40 };
    struct world world;
    world_open(&world, 0);
    for (uint32_t i = 1; i <= PROGRAMS; i++) {
        char name[16], script[128];
        snprintf(name, sizeof name, "log%u", i);
        snprintf(script, sizeof script,
                 "until [ -e go ]; do sleep 0.05; done; echo text; echo >said%u; exec sleep 1000",
                 i);
        const char *argv[] = {"/bin/sh", "-c", script, NULL};
        start(&world, i, &(struct spec){.argv = argv, .envp = shell_env, .log = {name, NULL}});
        await(&world, SV_EVENT_SPAWNED, i, 0);
    }
    fclose(fopen("go", "w"));
    for (int i = 1; i <= PROGRAMS; i++) {
        char name[16];
        snprintf(name, sizeof name, "said%d", i);
        while (!exists(name))
            usleep(10000);
    }
    static uint8_t frames[65536];
    CHECK(sv_engine_next(world.engine, frames, sizeof frames, 0) == 0);
    CHECK(with_text(PROGRAMS) > 0 && with_text(PROGRAMS) < PROGRAMS);
    for (int tries = 0; with_text(PROGRAMS) < PROGRAMS; tries++) {
        CHECK(tries < 2000);
        sv_engine_next(world.engine, frames, sizeof frames, 0);
    }
    for (uint32_t i = 1; i <= PROGRAMS; i++) {
        struct frame frame = frame_begin(SV_COMMAND_KILL, i, i);
        frame_u32(&frame, SIGKILL);
        frame_u8(&frame, 1);
        CHECK(frame_send(&world, &frame) == 0);
        await(&world, SV_EVENT_EXITED, i, 0);
    }
    world_close(&world);
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(without_patience_one_look_is_taken),
        TEST(bytes_are_appended_to_what_is_there),
        TEST(log_is_made_with_the_umask),
        TEST(redirected_stderr_goes_to_stdouts_log),
        TEST(full_log_is_rotated_after_the_write),
        TEST(what_was_in_the_log_counts_for_rotation),
        TEST(numbers_behind_a_gap_are_shifted_too),
        TEST(without_backups_the_log_is_truncated),
        TEST(rotation_that_fails_costs_no_bytes_and_is_told_once),
        TEST(vanished_folder_does_not_stop_the_log),
        TEST(full_disk_loses_bytes_and_says_how_many),
        TEST(reopening_follows_a_moved_file),
        TEST(reopening_that_fails_goes_on_in_the_old_file_and_heals),
        TEST(clearing_begins_an_empty_file),
        TEST(escape_sequences_are_stripped_from_log_and_report),
        TEST(much_output_arrives_complete),
        TEST(reported_output_waits_for_the_reader_and_is_complete),
        TEST(closed_channel_is_not_asked_again),
        TEST(reporting_is_turned_on_and_off),
    };
    return RUN(tests);
}
