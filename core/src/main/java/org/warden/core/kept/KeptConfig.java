package org.warden.core.kept;

import org.warden.core.config.ProcessConfig;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.ProcessName;

/**
 * What one process runs under.
 *
 * @param place where it stands among the processes of its group, from 0
 * @param logs where it logs: automatic logs keep their names
 */
public record KeptConfig(ProcessName name, int place, ProcessConfig config, AutoLogs.Paths logs) {}
