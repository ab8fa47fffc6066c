package org.warden.core.log;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.warden.core.config.ChannelConfig.LogTarget;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.Channel;

/**
 * Child logs that nobody named: {@code <childlogdir>/<process>-<channel>---<identifier>-<8 random>.log}, 0600.
 *
 * <p>Touches files: not for the loop thread.
 */
public final class AutoLogs {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path directory;
    private final String identifier;
    private final SecureRandom random = new SecureRandom();

    public AutoLogs(Path directory, String identifier) {
        this.directory = directory;
        this.identifier = identifier;
    }

    /** The log files of one process; null for a channel without one. */
    public record Paths(String stdout, String stderr) {
        public String of(Channel channel) {
            return channel == Channel.STDOUT ? stdout : stderr;
        }
    }

    /**
     * Says where a process logs, and creates the files that have no name yet.
     *
     * @throws IOException when childlogdir can't be written
     */
    public Paths resolve(ProcessConfig config) throws IOException {
        String stdout = path(config.stdout().logfile(), config.name(), Channel.STDOUT);
        String stderr = config.redirectStderr() ? null : path(config.stderr().logfile(), config.name(), Channel.STDERR);
        return new Paths(stdout, stderr);
    }

    private String path(LogTarget target, String process, Channel channel) throws IOException {
        if (target instanceof LogTarget.File file) {
            return file.path();
        }
        return target instanceof LogTarget.Auto ? create(process, channel) : null;
    }

    private String create(String process, Channel channel) throws IOException {
        String prefix = process + "-" + channel.word() + "---" + identifier + "-";
        while (true) {
            Path path = directory.resolve(prefix + eightLetters() + ".log");
            try {
                // createFile is O_EXCL, so a link planted under that name is never followed.
                Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                return path.toString();
            } catch (FileAlreadyExistsException taken) {
                continue;
            }
        }
    }

    private String eightLetters() {
        StringBuilder out = new StringBuilder(8);
        for (int i = 0; i < 8; i++) {
            out.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return out.toString();
    }

    /**
     * Removes the files that an earlier daemon of this identifier left behind, their rotated ones too.
     *
     * @param inUse logs that somebody still writes; they and their rotated ones stay
     * @return what could not be removed, with the reason
     */
    public List<String> cleanUp(Set<String> inUse) throws IOException {
        Pattern ours = Pattern.compile(".+---" + Pattern.quote(identifier) + "-\\S+\\.log\\.?\\d{0,4}", Pattern.DOTALL);
        List<String> problems = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                boolean isOurs = ours.matcher(entry.getFileName().toString()).matches();
                if (isOurs && !inUse.contains(withoutNumber(entry.toString()))) {
                    remove(entry, problems);
                }
            }
        }
        return problems;
    }

    /** The log whose rotated file that is; itself when it is not rotated. */
    private static String withoutNumber(String path) {
        int end = path.lastIndexOf(".log");
        return end < 0 ? path : path.substring(0, end + ".log".length());
    }

    private static void remove(Path entry, List<String> problems) {
        try {
            Files.delete(entry);
        } catch (IOException e) {
            problems.add("Failed to clean up '" + entry + "': " + e.getMessage());
        }
    }
}
