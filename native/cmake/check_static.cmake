cmake_minimum_required(VERSION 3.24)
# The program brings along what it needs and runs on any glibc: cmake -DOBJDUMP= -DPROGRAM= -P this
execute_process(COMMAND "${OBJDUMP}" -p "${PROGRAM}" OUTPUT_VARIABLE headers COMMAND_ERROR_IS_FATAL ANY)
if(headers MATCHES "(NEEDED|INTERP)[^\n]*")
  message(SEND_ERROR "${PROGRAM} is not linked statically: ${CMAKE_MATCH_0}")
endif()
if(NOT headers MATCHES "Program Header")
  message(SEND_ERROR "${PROGRAM} has no program headers; did objdump read it?")
endif()
