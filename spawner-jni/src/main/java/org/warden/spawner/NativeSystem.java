package org.warden.spawner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.warden.core.model.OsText;
import org.warden.core.port.Host;
import org.warden.core.port.Syslog;

/**
 * The machine and this process, through libc: what the ports ask for, and what a standalone daemon does with itself.
 *
 * <p>Any thread. What changes the process (limits, user, umask, signals) changes it for all threads and is meant for the
 * standalone daemon's start, never for a container's JVM.
 */
public final class NativeSystem implements Host, Syslog {
    private static final long UNLIMITED = -1;
    private static final int FIRST_BYTES = 4096;

    private NativeSystem() {}

    /**
     * A limit after an attempt to raise it.
     *
     * @param reached whether the soft limit is now at least what was asked for
     * @param changed whether it had to be raised for that
     * @param hard the hard limit now; -1 is none
     */
    public record Limit(boolean reached, boolean changed, long hard) {}

    /**
     * Loads the native library.
     *
     * @throws LibraryException when it can't be loaded, with what to do about it
     */
    public static NativeSystem open() {
        NativeLibrary.load();
        return new NativeSystem();
    }

    /** The umask as it is. The library must be loaded. */
    static int currentUmask() {
        return NativeHost.currentUmask();
    }

    /** {@code uname -r}; the library must be loaded. */
    static String kernelRelease() {
        return OsText.decode(bytes("uname", NativeHost::kernelRelease));
    }

    @Override
    public Map<String, String> environment() {
        String all = OsText.decode(bytes("environ", NativeHost::environment));
        Map<String, String> environment = new LinkedHashMap<>();
        for (String entry : all.split("\0")) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return environment;
    }

    @Override
    public String nodeName() {
        return OsText.decode(bytes("uname", NativeHost::nodeName));
    }

    @Override
    public int uid() {
        return (int) NativeHost.effectiveUser();
    }

    @Override
    public int gid() {
        return (int) NativeHost.effectiveGroup();
    }

    @Override
    public int pid() {
        return (int) ProcessHandle.current().pid();
    }

    /** {@inheritDoc} Throws {@link NativeException} when the name service fails. */
    @Override
    public Optional<Account> userByName(String name) {
        return hasNul(name) ? Optional.empty() : account(out -> NativeHost.userByName(text(name), out));
    }

    /** {@inheritDoc} Throws {@link NativeException} when the name service fails. */
    @Override
    public Optional<Account> userById(int uid) {
        return account(out -> NativeHost.userById(uid, out));
    }

    /** {@inheritDoc} Throws {@link NativeException} when the name service fails. */
    @Override
    public Optional<Integer> groupByName(String name) {
        long gid = hasNul(name) ? -Errno.ENOENT : NativeHost.groupByName(text(name));
        return isMissing(gid) ? Optional.empty() : Optional.of((int) NativeException.checked("getgrnam_r", gid));
    }

    /** {@inheritDoc} Throws {@link NativeException} when the name service fails. */
    @Override
    public boolean groupExists(int gid) {
        int result = NativeHost.groupById(gid);
        if (isMissing(result)) {
            return false;
        }
        NativeException.checked("getgrgid_r", result);
        return true;
    }

    @Override
    public boolean mayExecute(String path) {
        return !hasNul(path) && NativeHost.mayExecute(text(path)) == 0;
    }

    @Override
    public void send(byte[] message) throws IOException {
        int result = NativeHost.syslog(message);
        if (result < 0) {
            throw new IOException("/dev/log: " + Errno.name(-result));
        }
    }

    /** The soft limit of descriptors; -1 is none. It is what programs inherit unless their plan says otherwise. */
    public long openFilesSoftLimit() {
        return limits(NativeHost.RESOURCE_FILES)[0];
    }

    /**
     * Raises the soft limit of descriptors to at least this, as {@code minfds} wants it: the hard limit too, where the
     * user may.
     */
    public Limit raiseOpenFiles(long atLeast) {
        return raise(NativeHost.RESOURCE_FILES, atLeast);
    }

    /** The same for the number of the user's processes ({@code minprocs}). */
    public Limit raiseProcesses(long atLeast) {
        return raise(NativeHost.RESOURCE_PROCESSES, atLeast);
    }

    /**
     * Raises this process's own soft limit of descriptors to the hard one: it needs several for each program. What {@link
     * #openFilesSoftLimit} said before is what programs should get.
     */
    public void raiseOwnOpenFiles() {
        long[] limit = limits(NativeHost.RESOURCE_FILES);
        // Refused is no harm: it is what the JVM itself has tried, and descriptors may suffice.
        NativeHost.setLimit(NativeHost.RESOURCE_FILES, limit[1], limit[1]);
    }

    /**
     * Becomes another user in all threads, for good.
     *
     * @param groups all groups, the primary one first
     * @throws NativeException with the words of the contract when one of the three steps fails; those before it are done
     */
    public void becomeUser(int uid, int gid, List<Integer> groups) {
        int[] list = groups.stream().mapToInt(Integer::intValue).toArray();
        step("Could not set groups of effective user", NativeHost.setGroups(list));
        step("Could not set group id of effective user", NativeHost.setGroup(gid));
        NativeException.checked("setuid to " + Integer.toUnsignedString(uid), NativeHost.setUser(uid));
    }

    /**
     * Sets the umask of this process, 0 to 0777.
     *
     * @return the one before
     */
    public int umask(int mask) {
        return NativeHost.umask(mask);
    }

    /**
     * Goes to a directory. Java keeps the one it was started in: relative paths mean the new one in some of its classes
     * and the old one in others, so none must be used after this.
     *
     * @throws NativeException when the system refuses
     */
    public void changeDirectory(String path) {
        NativeException.checked("chdir " + path, NativeHost.changeDirectory(text(path)));
    }

    /**
     * Makes stdin, stdout and stderr {@code /dev/null}.
     *
     * @throws NativeException when there is none
     */
    public void leaveTerminal() {
        NativeException.checked("/dev/null", NativeHost.leaveTerminal());
    }

    /**
     * Writes one byte to a descriptor that this process was given, and closes it.
     *
     * @return whether somebody could read it
     */
    public boolean sayAndClose(int fd, char word) {
        return NativeHost.sayAndClose(fd, (byte) word) == 1;
    }

    /**
     * Hands TERM, INT, QUIT, HUP and USR2 to the spawner's listener and ignores USR1, until the spawner is closed. The JVM
     * must have been started with {@code -Xrs} and {@code _JAVA_SR_SIGNUM}, or it keeps some of them.
     *
     * @throws NativeException EBUSY when a spawner of this process has them already
     */
    public void installSignals(JniSpawner spawner) {
        spawner.installSignals();
    }

    private static void step(String words, int result) {
        if (result < 0) {
            throw new NativeException(words, Errno.name(-result));
        }
    }

    private static long[] limits(int resource) {
        long[] softAndHard = new long[2];
        NativeException.checked("getrlimit", NativeHost.limit(resource, softAndHard));
        return softAndHard;
    }

    /** A hard limit that is too low is raised with the soft one: root may, and the kernel says so to others. */
    private static Limit raise(int resource, long atLeast) {
        long[] limit = limits(resource);
        if (isEnough(limit[0], atLeast)) {
            return new Limit(true, false, limit[1]);
        }
        long hard = isEnough(limit[1], atLeast) ? limit[1] : atLeast;
        boolean done = NativeHost.setLimit(resource, atLeast, hard) == 0;
        return new Limit(done, done, limits(resource)[1]);
    }

    private static boolean isEnough(long limit, long atLeast) {
        return limit == UNLIMITED || Long.compareUnsigned(limit, atLeast) >= 0;
    }

    private static boolean isMissing(long result) {
        return result == -Errno.ENOENT;
    }

    private static Optional<Account> account(ToIntFunction<byte[]> lookUp) {
        if (isMissing(lookUp.applyAsInt(new byte[0]))) {
            return Optional.empty();
        }
        ByteBuffer record = ByteBuffer.wrap(bytes("looking up a user", lookUp)).order(ByteOrder.nativeOrder());
        int uid = record.getInt();
        int gid = record.getInt();
        List<Integer> groups = new ArrayList<>();
        groups.add(gid);
        for (int n = record.getInt(); n > 0; n--) {
            int group = record.getInt();
            if (!groups.contains(group)) {
                groups.add(group);
            }
        }
        return Optional.of(new Account(nextText(record), uid, gid, groups, nextText(record)));
    }

    private static String nextText(ByteBuffer record) {
        byte[] bytes = new byte[record.getInt()];
        record.get(bytes);
        return OsText.decode(bytes);
    }

    /** What a native method writes, in an array that is just as long. */
    private static byte[] bytes(String call, ToIntFunction<byte[]> fill) {
        byte[] out = new byte[FIRST_BYTES];
        while (true) {
            int length = (int) NativeException.checked(call, fill.applyAsInt(out));
            if (length <= out.length) {
                return Arrays.copyOf(out, length);
            }
            out = new byte[length];
        }
    }

    /** A text for C; a NUL would cut it short and name something else. */
    private static byte[] text(String text) {
        if (hasNul(text)) {
            throw new IllegalArgumentException("a NUL character in " + text.replace("\0", "\\0"));
        }
        return OsText.encode(text);
    }

    private static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }
}
