/* The program pidproxy with real commands. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

enum { PATIENCE_SECONDS = 20 };

/* Its output goes to the file "out". */
static pid_t run(const char *const *argv) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        CHECK(freopen("out", "w", stdout) && dup2(1, 2) == 2);
        execv(PIDPROXY, (char *const *)(uintptr_t)argv);
        _exit(126);
    }
    CHECK(pid > 0);
    return pid;
}

static int status_of(pid_t pid) {
    int status;
    CHECK(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static bool lives(pid_t pid) { return kill(pid, 0) == 0; }

static void nap(void) {
    struct timespec moment = {0, 10000000};
    nanosleep(&moment, NULL);
}

static bool holds(const char *file, const char *text) {
    char *all = contents(file);
    bool found = strstr(all, text);
    free(all);
    return found;
}

static void await_text(const char *file, const char *text) {
    time_t since = time(NULL);
    while (!holds(file, text)) {
        if (time(NULL) - since > PATIENCE_SECONDS) {
            fprintf(stderr, "%s never held \"%s\"\n", file, text);
            exit(1);
        }
        nap();
    }
}

static void await_end(pid_t pid) {
    time_t since = time(NULL);
    while (lives(pid)) {
        CHECK(time(NULL) - since <= PATIENCE_SECONDS);
        nap();
    }
}

static pid_t number_in(const char *file) {
    char *text = contents(file);
    pid_t pid = atoi(text);
    free(text);
    return pid;
}

/*
 * A command like mysqld_safe: starts a daemon that writes what it hears into "heard" and its pid
 * into "pid" once it hears, and waits for it.
 */
static pid_t run_safe(const char *pidfile) {
    put_file("safe",
             "#!/bin/sh\n"
             "echo $$ >safe.pid\n"
             "perl -e '$SIG{$_} = sub {\n"
             "  open F, q(>>heard); print F qq($_[0]\\n); close F; exit if $_[0] eq q(TERM)\n"
             "} for qw(TERM HUP INT QUIT USR1 USR2);\n"
             "open P, q(>pid); print P qq($$\\n); close P; sleep 1 while 1' &\n"
             "wait\n"
             "exit 5\n");
    CHECK(chmod("safe", 0755) == 0);
    const char *const argv[] = {"pidproxy", pidfile, "./safe", NULL};
    pid_t proxy = run(argv);
    await_text("pid", "\n");
    return proxy;
}

static void end_safe(void) {
    kill(number_in("safe.pid"), SIGKILL);
    kill(number_in("pid"), SIGKILL);
}

static void too_few_arguments_show_the_usage(void) {
    const char *const none[] = {"called-so", NULL};
    const char *const one[] = {"called-so", "pid", NULL};
    CHECK(status_of(run(none)) == 1);
    CHECK(holds("out", "Usage: called-so <pidfile name> <command> [<cmdarg1> ...]\n"));
    CHECK(status_of(run(one)) == 1);
    CHECK(holds("out", "Usage: "));
}

static void command_runs_with_and_without_arguments_and_gives_its_exit_status(void) {
    put_file("args", "#!/bin/sh\necho \"$#$*\"\nexit $#\n");
    CHECK(chmod("args", 0755) == 0);
    const char *const without[] = {"pidproxy", "pid", "./args", NULL};
    const char *const with[] = {"pidproxy", "pid", "./args", "a b", "c", NULL};
    CHECK(status_of(run(without)) == 0);
    CHECK(holds("out", "0\n"));
    CHECK(status_of(run(with)) == 2);
    CHECK(holds("out", "2a b c\n"));
}

static void command_that_a_signal_ended_gives_128_and_its_number(void) {
    const char *const argv[] = {"pidproxy", "pid", "/bin/sh", "-c", "kill -KILL $$", NULL};
    CHECK(status_of(run(argv)) == 137);
}

static void command_is_not_searched_for_and_failing_to_start_is_127(void) {
    const char *const argv[] = {"pidproxy", "pid", "true", NULL};
    CHECK(status_of(run(argv)) == 127);
    char folder[512], expected[1024];
    CHECK(getcwd(folder, sizeof folder));
    snprintf(expected, sizeof expected,
             "pidproxy: can't execute %s/true: No such file or directory\n", folder);
    char *output = contents("out");
    CHECK_TEXT(expected, output);
    free(output);
}

static void script_finds_its_absolute_path_and_other_programs_their_argv0(void) {
    CHECK(mkdir("sub", 0755) == 0);
    put_file("script", "#!/bin/sh\necho $0\n");
    CHECK(chmod("script", 0755) == 0);
    const char *const script[] = {"pidproxy", "pid", "sub/.././script", NULL};
    CHECK(status_of(run(script)) == 0);
    char folder[512], expected[1024];
    CHECK(getcwd(folder, sizeof folder));
    snprintf(expected, sizeof expected, "%s/script\n", folder);
    CHECK(holds("out", expected) && !holds("out", ".."));
    CHECK(symlink("/bin/sh", "shell") == 0);
    const char *const program[] = {"pidproxy", "pid", "sub/../shell", "-c", "echo $0", NULL};
    CHECK(status_of(run(program)) == 0);
    CHECK(holds("out", "sub/../shell\n"));
}

static void signals_reach_the_pid_in_the_file_and_pidproxy_stays(void) {
    static const struct {
        int number;
        const char *name;
    } kinds[] = {{SIGHUP, "HUP\n"}, {SIGUSR1, "USR1\n"}, {SIGUSR2, "USR2\n"}};
    pid_t proxy = run_safe("pid");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        CHECK(kill(proxy, kinds[i].number) == 0);
        await_text("heard", kinds[i].name);
    }
    CHECK(lives(proxy) && lives(number_in("safe.pid")));
    end_safe();
    CHECK(status_of(proxy) == 137);
}

static void ends_with_0_after_passing(int signal, const char *name) {
    pid_t proxy = run_safe("pid");
    CHECK(kill(proxy, signal) == 0);
    CHECK(status_of(proxy) == 0);
    await_text("heard", name);
    pid_t safe = number_in("safe.pid");
    if (signal == SIGTERM)
        await_end(safe); /* by itself, after its daemon */
    else
        CHECK(lives(safe));
    end_safe();
    await_end(safe);
}

static void pidproxy_ends_with_0_once_term_was_passed(void) {
    ends_with_0_after_passing(SIGTERM, "TERM\n");
}

static void pidproxy_ends_with_0_once_int_was_passed(void) {
    ends_with_0_after_passing(SIGINT, "INT\n");
}

static void pidproxy_ends_with_0_once_quit_was_passed(void) {
    ends_with_0_after_passing(SIGQUIT, "QUIT\n");
}

static void pid_is_that_of_the_moment(void) {
    pid_t proxy = run_safe("other");
    kill(proxy, SIGHUP);
    await_text("out", "Can't read child pidfile other!\n");
    char *pid = contents("pid");
    put_file("other", pid);
    free(pid);
    kill(proxy, SIGHUP);
    await_text("heard", "HUP\n");
    end_safe();
    status_of(proxy);
}

/* Nobody is signalled; the signal is dropped with a message, and pidproxy stays. */
static void dropped(const char *text) {
    put_file("garbage", text);
    pid_t proxy = run_safe("garbage");
    kill(proxy, SIGTERM);
    await_text("out", "Can't read child pidfile garbage!\n");
    CHECK(lives(proxy) && lives(number_in("safe.pid")) && !exists("heard"));
    end_safe();
    CHECK(status_of(proxy) == 137);
    CHECK(unlink("pid") == 0);
}

static void garbage_in_the_pidfile_signals_nobody(void) {
    /* A wrong one would hit init, this test's process group, or all there is: none may come
     * through. */
    static const char *const texts[] = {"",
                                        "\n",
                                        "0",
                                        "1\n",
                                        "-1",
                                        "-2",
                                        "+5",
                                        "12x",
                                        "1 2",
                                        "4294967297",
                                        "99999999999999999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        dropped(texts[i]);
    char lengthy[200];
    memset(lengthy, ' ', sizeof lengthy - 1);
    lengthy[sizeof lengthy - 1] = '\0';
    dropped(lengthy);
}

static void pidproxy_does_not_signal_itself(void) {
    pid_t proxy = run_safe("own");
    char text[32];
    snprintf(text, sizeof text, "%d\n", proxy);
    put_file("own", text);
    kill(proxy, SIGTERM);
    await_text("out", "Can't read child pidfile own!\n");
    CHECK(lives(proxy));
    end_safe();
    status_of(proxy);
}

static void fifo_in_the_place_of_the_pidfile_holds_up_nothing(void) {
    CHECK(mkfifo("fifo", 0600) == 0);
    pid_t proxy = run_safe("fifo");
    kill(proxy, SIGHUP);
    await_text("out", "Can't read child pidfile fifo!\n");
    end_safe();
    status_of(proxy);
}

static void target_that_is_gone_is_told_and_pidproxy_stays(void) {
    pid_t gone = fork();
    if (gone == 0)
        _exit(0);
    CHECK(status_of(gone) == 0);
    char text[32];
    snprintf(text, sizeof text, "  %d \n", gone);
    put_file("gone", text);
    pid_t proxy = run_safe("gone");
    kill(proxy, SIGTERM);
    await_text("out", "Can't signal the process in child pidfile gone: no such process\n");
    CHECK(lives(proxy));
    end_safe();
    CHECK(status_of(proxy) == 137);
}

static void command_has_the_process_group_and_plain_signals(void) {
    const char *const argv[] = {"pidproxy",
                                "pid",
                                "/bin/sh",
                                "-c",
                                "exec grep -hE '^(Sig(Blk|Ign)|NSpgid)' /proc/self/status",
                                NULL};
    signal(SIGHUP, SIG_IGN); /* as nohup does */
    pid_t proxy = run(argv);
    CHECK(status_of(proxy) == 0);
    char expected[200], *output = contents("out");
    snprintf(expected, sizeof expected,
             "NSpgid:\t%d\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", getpgrp());
    CHECK_TEXT(expected, output);
    free(output);
}

static void reader_that_is_gone_does_not_end_pidproxy(void) {
    int ends[2];
    CHECK(pipe(ends) == 0);
    const char *const argv[] = {"pidproxy", "none", "/bin/sleep", "1000", NULL};
    pid_t proxy = fork();
    if (proxy == 0) {
        dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        execv(PIDPROXY, (char *const *)(uintptr_t)argv);
        _exit(126);
    }
    close(ends[0]);
    close(ends[1]);
    nap();
    char children[64];
    snprintf(children, sizeof children, "/proc/%d/task/%d/children", proxy, proxy);
    await_text(children, " ");
    pid_t child = number_in(children);
    for (int i = 0; i < 20; i++) {
        CHECK(kill(proxy, SIGHUP) == 0);
        nap();
    }
    CHECK(kill(child, SIGKILL) == 0);
    CHECK(status_of(proxy) == 137);
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(too_few_arguments_show_the_usage),
        TEST(command_runs_with_and_without_arguments_and_gives_its_exit_status),
        TEST(command_that_a_signal_ended_gives_128_and_its_number),
        TEST(command_is_not_searched_for_and_failing_to_start_is_127),
        TEST(script_finds_its_absolute_path_and_other_programs_their_argv0),
        TEST(signals_reach_the_pid_in_the_file_and_pidproxy_stays),
        TEST(pidproxy_ends_with_0_once_term_was_passed),
        TEST(pidproxy_ends_with_0_once_int_was_passed),
        TEST(pidproxy_ends_with_0_once_quit_was_passed),
        TEST(pid_is_that_of_the_moment),
        TEST(garbage_in_the_pidfile_signals_nobody),
        TEST(pidproxy_does_not_signal_itself),
        TEST(fifo_in_the_place_of_the_pidfile_holds_up_nothing),
        TEST(target_that_is_gone_is_told_and_pidproxy_stays),
        TEST(command_has_the_process_group_and_plain_signals),
        TEST(reader_that_is_gone_does_not_end_pidproxy),
    };
    return RUN(tests);
}
