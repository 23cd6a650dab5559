using Pretrain.Commands;

return PretrainCommand.Run(args);
