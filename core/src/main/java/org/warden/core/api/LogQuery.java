package org.warden.core.api;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is looked for in a log: lines in which an expression is found, the newest first.
 *
 * @param pattern is tried on each line without its colours
 * @param context how many lines before and after each are wanted
 * @param most how many lines are wanted
 * @param patience how long to look; an expression that runs away on one line is given another second at most
 * @param from where an earlier search stopped, or empty to begin with the end of the log
 */
public record LogQuery(Pattern pattern, int context, int most, Duration patience, Optional<LogPlace> from) {}
